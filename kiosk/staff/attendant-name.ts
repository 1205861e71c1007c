const KEY = 'handrail-attendant';

/** The longest name that fits beside "is coming". */
export const NAME_LENGTH_MAX = 40;

/** Who holds this device, as shoppers are told. Kept on the device only, until somebody else says so. */
export function attendantName(): string | null {
  return localStorage.getItem(KEY);
}

export function rememberAttendant(name: string): void {
  localStorage.setItem(KEY, name);
}
