/**
 * Keeps the screen of the device on while the page is in sight, so that a call is seen as well as heard. Only where the
 * browser has it: over https or on the machine itself.
 */
export function stayAwake(): () => void {
  let lock: WakeLockSentinel | undefined;
  const ask = async (): Promise<void> => {
    if (document.visibilityState !== 'visible' || !('wakeLock' in navigator)) return;
    try {
      lock = await navigator.wakeLock.request('screen');
    } catch {
      // A low battery, for example: then the device goes by its own rules.
    }
  };
  const again = (): void => void ask();
  document.addEventListener('visibilitychange', again);
  void ask();
  return () => {
    document.removeEventListener('visibilitychange', again);
    void lock?.release();
  };
}
