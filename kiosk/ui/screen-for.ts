import { html, type TemplateResult } from 'lit';
import type { LaneView, PaymentView } from '#kiosk/api/views.ts';
import './screens/basket-screen.ts';
import './screens/lost-screen.ts';
import './screens/out-screen.ts';
import './screens/paused-screen.ts';
import './screens/pay-checking-screen.ts';
import './screens/pay-ended-screen.ts';
import './screens/pay-screen.ts';
import './screens/thanks-screen.ts';
import './screens/welcome-screen.ts';

export type ScreenName =
  | 'starting'
  | 'outdated'
  | 'welcome'
  | 'basket'
  | 'pay'
  | 'pay-ended'
  | 'pay-checking'
  | 'thanks'
  | 'paused'
  | 'out';

/**
 * Which screen shows what the lane is doing. `begun`: someone touched the welcome screen and has scanned nothing yet.
 */
export function screenFor(screen: LaneView['screen'], phase: PaymentView['phase'], begun: boolean): ScreenName {
  switch (screen) {
    case 'welcome':
      return begun ? 'basket' : 'welcome';
    case 'basket':
    case 'thanks':
    case 'paused':
      return screen;
    case 'out-of-service':
      return 'out';
    case 'payment':
      return payScreenFor(phase);
  }
}

function payScreenFor(phase: PaymentView['phase']): ScreenName {
  switch (phase) {
    case 'declined':
    case 'cancelled':
    case 'failed':
      return 'pay-ended';
    case 'checking':
    case 'unknown':
      return 'pay-checking';
    case 'none':
    case 'starting':
    case 'present-card':
    case 'processing':
    case 'approved':
      return 'pay';
  }
}

/** @param dismissedNotice the notice that was put away by hand */
export function screenTemplate(name: ScreenName, dismissedNotice: number): TemplateResult {
  switch (name) {
    case 'starting':
    case 'outdated':
      return html`<hr-lost-screen data-screen state=${name}></hr-lost-screen>`;
    case 'welcome':
      return html`<hr-welcome-screen data-screen .dismissed=${dismissedNotice}></hr-welcome-screen>`;
    case 'basket':
      return html`<hr-basket-screen data-screen .dismissed=${dismissedNotice}></hr-basket-screen>`;
    case 'pay':
      return html`<hr-pay-screen data-screen></hr-pay-screen>`;
    case 'pay-ended':
      return html`<hr-pay-ended-screen data-screen></hr-pay-ended-screen>`;
    case 'pay-checking':
      return html`<hr-pay-checking-screen data-screen></hr-pay-checking-screen>`;
    case 'thanks':
      return html`<hr-thanks-screen data-screen></hr-thanks-screen>`;
    case 'paused':
      return html`<hr-paused-screen data-screen></hr-paused-screen>`;
    case 'out':
      return html`<hr-out-screen data-screen></hr-out-screen>`;
  }
}
