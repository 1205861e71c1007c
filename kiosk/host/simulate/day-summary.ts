import type { DayReport } from './day-report.ts';

/** The report as a manager reads it. */
export function summarizeDay(report: DayReport): string {
  const { question, escalations } = report;
  const [low, high] = report.promiseKeptInterval ?? [0, 0];
  const chance = report.promiseKeptInterval === null ? '' : ` (${percent(low)} to ${percent(high)} by chance)`;
  const lines = [
    `A simulated day: ${question.lanes} lanes, ${question.staff} people, ${question.calls} calls, pattern ` +
      `${question.pattern}, seed ${question.seed}`,
    '',
    row('Calls', `${report.calls}, settled ${report.resolved}, given up ${report.givenUp}`),
    row('Not even called', `${report.notRaised}, because every lane was waiting`),
    row('Put right after a hint', `${report.putRightByShopper}, without anybody`),
    row(
      'First answer',
      `half within ${seconds(report.acknowledgeP50Seconds)}, 9 of 10 within ` + seconds(report.acknowledgeP90Seconds),
    ),
    row(
      'Somebody there',
      `half within ${seconds(report.arriveP50Seconds)}, 4 of 5 within ` +
        `${seconds(report.arriveP80Seconds)}, 19 of 20 within ${seconds(report.arriveP95Seconds)}`,
    ),
    row('Promises kept', `${percent(report.promiseKept)} of ${report.promises}${chance}`),
    row(
      'Went further',
      `all on shift ${escalations[1]}, lead ${escalations[2]}, manager ${escalations[3]}, ` +
        `apology and till ${escalations[4]}`,
    ),
    row('Forgotten', `${report.unansweredWithoutEscalation}`),
    row('Spread of work', `Gini ${report.gini} (0 is even; up to 0.2 is fair)`),
    row(
      'Alerts',
      `${percent(report.actionableAlerts)} led to an answer, ${report.ringsPerCall ?? '-'} rings a call, ` +
        `${report.offDutyAlerts} to somebody off duty`,
    ),
    row('Settled at once', `${percent(report.firstContactResolution)} with no second call in the basket`),
    '',
    'Hour   calls  given up  on duty  busy  there (4 of 5)  promises kept  planned*',
    ...report.hours.map(hourLine),
    '',
    '* People for this hour by Erlang C: 4 calls of 5 have somebody setting out within 30 s. For planning only;',
    '  with gaps for breaks, and nobody giving up.',
    ...advice(report),
  ];
  return `${lines.join('\n')}\n`;
}

function row(name: string, text: string): string {
  return `  ${name.padEnd(24)}${text}`;
}

function hourLine(hour: DayReport['hours'][number]): string {
  const cells = [
    `${String(hour.hour).padStart(2, '0')}:00`,
    String(hour.calls).padStart(6),
    String(hour.givenUp).padStart(8),
    hour.onDuty.toFixed(1).padStart(7),
    percent(hour.busyShare).padStart(4),
    seconds(hour.arriveP80Seconds).padStart(14),
    percent(hour.promiseKept).padStart(13),
    String(hour.peoplePlanned ?? '-').padStart(8),
  ];
  return cells.join('  ');
}

/** Above this share of busy time, waits grow faster than anybody can make up for. */
const BUSY_SHARE_MAX = 0.75;

function advice({ hours }: DayReport): readonly string[] {
  const short = hours.filter(
    ({ busyShare, onDuty, calls }) => calls > 0 && (onDuty < 0.5 || (busyShare ?? 0) > BUSY_SHARE_MAX),
  );
  if (short.length === 0) return [];
  const names = short.map(({ hour }) => `${String(hour).padStart(2, '0')}:00`);
  return ['', `Too few people at ${names.join(', ')}: busy for more than three quarters of the time, or nobody there.`];
}

function percent(share: number | null): string {
  return share === null ? '-' : `${Math.round(share * 100)} %`;
}

function seconds(value: number | null): string {
  return value === null ? '-' : `${Math.round(value)} s`;
}
