// Goal: a window can show the lane's own pages and do nothing else, and nobody leaves the shopper's page by a key.
// Method: the pure policy, with addresses and keys as hostile as they come.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { awayPage } from './away-page.ts';
import { isAllowedNavigation, isAllowedPermission, keyAction, laneOriginOf, windowOptions } from './window-policy.ts';

const origin = 'http://127.0.0.1:8080';
const away = awayPage('away');

test.each(['shopper', 'desk'] as const)('the page in the %s window is a web page and nothing more', (kind) => {
  expect(windowOptions(kind, '/preload.cjs').webPreferences).toMatchObject({
    preload: '/preload.cjs',
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    webviewTag: false,
    navigateOnDragDrop: false,
  });
});

test("the shopper's window fills the screen and cannot be closed; the desk's can", () => {
  expect(windowOptions('shopper', '')).toMatchObject({ kiosk: true, frame: false, closable: false, show: false });
  expect(windowOptions('desk', '').kiosk).toBeUndefined();
});

test.each([
  [`${origin}/`, true],
  [`${origin}/staff/?x=1#y`, true],
  [away, true],
  ['https://evil.example/', false],
  ['http://127.0.0.1:8081/', false],
  ['https://127.0.0.1:8080/', false],
  ['http://127.0.0.1:8080.evil.example/', false],
  ['http://user@127.0.0.1:8080/', false],
  ['http://127.0.0.1:8080@evil.example/', false],
  ['file:///etc/passwd', false],
  ['javascript:alert(1)', false],
  ['data:text/html,hello', false],
  ['about:blank', false],
  ['chrome://settings', false],
  ['blob:http://127.0.0.1:8080/x', false],
  ['', false],
])('going to %s: %s', (target, isAllowed) => {
  expect(isAllowedNavigation(target, origin, away)).toBe(isAllowed);
});

test('before the lane is ready there is nowhere to go', () => {
  expect(isAllowedNavigation(`${origin}/`, undefined, away)).toBe(false);
});

test('only a server on this machine is taken for the lane', () => {
  expect(laneOriginOf(`${origin}/start?token=x`)).toBe(origin);
  for (const url of ['http://10.0.0.1/', 'https://127.0.0.1/', 'file:///x', 'nonsense', '']) {
    expect(laneOriginOf(url)).toBeNull();
  }
});

test('no permission is ever given', () => {
  fc.assert(fc.property(fc.string(), (permission) => !isAllowedPermission(permission)));
});

function press(key: string, modifiers: string = ''): ReturnType<typeof keyAction> {
  return keyAction({
    type: 'keyDown',
    key,
    control: modifiers.includes('C'),
    alt: modifiers.includes('A'),
    shift: modifiers.includes('S'),
    meta: modifiers.includes('M'),
  });
}

test('typing, moving and keypads pass; AltGr types', () => {
  for (const key of ['a', 'Ä', '5', ' ', 'Enter', 'Tab', 'Escape', 'ArrowUp', 'Backspace', 'Home', 'F13', 'F24']) {
    expect(press(key)).toBe('pass');
  }
  expect(press('A', 'S')).toBe('pass');
  expect(press('Tab', 'S')).toBe('pass');
  expect(press('@', 'CA')).toBe('pass');
});

test('keys that leave, reload, zoom, print, open or inspect are held back', () => {
  for (const key of ['F1', 'F5', 'F11', 'F12', 'BrowserBack', 'LaunchMail', 'ContextMenu'])
    expect(press(key)).toBe('block');
  for (const key of ['r', 'w', 'q', 'n', 't', 'p', 'o', 's', '+', '-', '0', 'Tab'])
    expect(press(key, 'C')).toBe('block');
  for (const key of ['F4', 'ArrowLeft', 'Tab', ' ', 'd']) expect(press(key, 'A')).toBe('block');
  for (const key of ['i', 'j', 'r']) expect(press(key, 'CS')).toBe('block');
  for (const key of ['q', 'l', 'Tab', '@']) expect(press(key, 'M')).toBe('block');
  expect(press('@', 'CAM')).toBe('block');
});

test('one chord ends the shell', () => {
  expect(press('Q', 'CAS')).toBe('quit');
  expect(press('q', 'CA')).toBe('pass');
});
