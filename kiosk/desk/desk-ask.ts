import type { CommandInput } from '#kiosk/api/commands.ts';

type Asking<Name extends 'deskScan' | 'deskCard' | 'deskPlug' | 'deskPrinter'> = {
  readonly command: Name;
  readonly input: CommandInput<Name>;
};

/** Something that a hand does at the desk. */
export type DeskAct = Asking<'deskScan'> | Asking<'deskCard'> | Asking<'deskPlug'> | Asking<'deskPrinter'>;

export type DeskDevice = CommandInput<'deskPlug'>['device'];

/** Goes up to the page, which has the connection. */
export class DeskActEvent extends Event {
  readonly act: DeskAct;

  constructor(act: DeskAct) {
    super('hr-desk-act', { bubbles: true, composed: true });
    this.act = act;
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'hr-desk-act': DeskActEvent;
  }
}
