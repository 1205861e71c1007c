import './staff-page.ts';

/** Only over https or on the machine itself; elsewhere the page works the same and is not installed. */
if (isSecureContext && 'serviceWorker' in navigator) {
  addEventListener('load', () => {
    // A browser that keeps nothing opens the page from the store each time.
    navigator.serviceWorker.register('/staff/service-worker.js').catch(() => {});
  });
}
