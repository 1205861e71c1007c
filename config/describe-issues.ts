import { shownValue, type ConfigurationProblem } from './configuration-error.ts';
import { foundIssues, type FoundIssue, type Issue } from './issue-message.ts';
import { describeSource, sourceAt, type MergedLayers } from './layers.ts';
import { unknownName } from './nearest-name.ts';
import { knownNames, settingByPath, SETTINGS, type Setting } from './settings.ts';

/** What the schema found in the settings, each with the place where the value was written. */
export function describeIssues(issues: readonly Issue[], merged: MergedLayers): readonly ConfigurationProblem[] {
  const found = foundIssues(issues, merged.values, (name, path) => unknownName('setting', name, knownNames(path)));
  return found.map((issue) => describeIssue(issue, merged));
}

function describeIssue(issue: FoundIssue, merged: MergedLayers): ConfigurationProblem {
  const path = issue.path.join('.');
  const setting = settingByPath(path);
  const source = sourceAt(merged.sources, issue.path);
  const number = setting === undefined ? undefined : numberInWords(setting);
  const isSet = issue.value !== undefined;
  return {
    where: source === undefined ? 'not set anywhere' : describeSource(source),
    path,
    value: isSet && holdsSecret(path) ? '"••••••"' : shownValue(issue.value),
    message: number === undefined ? issue.message : `must be ${isSet ? '' : 'set to '}${number}`,
  };
}

/** Also of an object around a secret, where that is not an object at all. */
function holdsSecret(path: string): boolean {
  return SETTINGS.some((setting) => setting.secret && (setting.path === path || setting.path.startsWith(`${path}.`)));
}

/** What a setting that is only a number may be, with its range and unit. */
function numberInWords(setting: Setting): string | undefined {
  const isInteger = setting.types.every((type) => type === 'integer');
  if (!isInteger && !setting.types.every((type) => type === 'number')) return undefined;
  const unit = setting.unit === undefined ? '' : ` ${setting.unit}`;
  return `${isInteger ? 'a whole number' : 'a number'}: ${setting.allowed}${unit}`;
}
