/** A key of an on-screen keyboard was pressed: a character, or "backspace" or "clear". */
export class KeyPressEvent extends Event {
  readonly key: string;

  constructor(key: string) {
    super('hr-key', { bubbles: true, composed: true });
    this.key = key;
  }
}

/** What a field says after a key. */
export function typed(text: string, key: string, lengthMax: number): string {
  if (key === 'clear') return '';
  const characters = Array.from(text);
  if (key === 'backspace') return characters.slice(0, -1).join('');
  return characters.length >= lengthMax ? text : text + key;
}

declare global {
  interface GlobalEventHandlersEventMap {
    'hr-key': KeyPressEvent;
  }
}
