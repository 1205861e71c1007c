/**
 * A page may load what this server gives out and talk to it, and nothing else. 'self' covers the WebSocket too (CSP 3).
 */
const pagePolicy = (connections: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "media-src 'self'",
    `connect-src ${connections}`,
    "manifest-src 'self'",
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

/** A receipt is one self-contained document: its own styles and drawings, no scripts, no requests. */
export const DOCUMENT_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** What goes with every answer. */
export const SECURITY_HEADERS = {
  'content-security-policy': pagePolicy("'self'"),
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'x-dns-prefetch-control': 'off',
  'permissions-policy':
    'accelerometer=(), autoplay=(self), camera=(), display-capture=(), geolocation=(), gyroscope=(), hid=(), ' +
    'magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=(), screen-wake-lock=(self)',
} as const;

/**
 * A staff page also speaks to the lanes themselves, whose addresses nobody knows when the page is given out: by TLS, or
 * on this very machine.
 */
export const STAFF_PAGE_POLICY = pagePolicy("'self' wss: ws://127.0.0.1:* ws://localhost:*");
