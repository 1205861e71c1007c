import type { ConnectionState } from '#kiosk/api/client/connect-page.ts';
import type { Translator } from '#kiosk/i18n/translator.ts';
import type { Notice } from './staff-notice.ts';

/**
 * What keeps calls from coming, and what to do about it.
 *
 * @param hearsCalls they come in all the same, from the lanes themselves
 */
export function connectionNotice(
  state: ConnectionState['state'],
  hearsCalls: boolean,
  words: Translator,
): Notice | undefined {
  switch (state) {
    case 'lost':
      if (hearsCalls) return { text: words.text('staff.storeAway'), icon: 'wifi-slash', urgent: false };
      return { text: words.text('staff.lost.text'), icon: 'wifi-slash', urgent: true };
    case 'refused':
      return { text: words.text('staff.signedOut'), icon: 'warning-circle-fill', urgent: true };
    case 'version-mismatch': {
      const reload = { label: words.text('staff.reload'), do: () => location.reload() };
      return { text: words.text('staff.outdated'), icon: 'warning-circle-fill', urgent: true, action: reload };
    }
    default:
      return undefined;
  }
}
