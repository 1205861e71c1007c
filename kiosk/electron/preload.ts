import type { ContextBridge } from 'electron';

/**
 * Runs in each window before its page, inside the sandbox: there only Electron's own require exists, so there are no
 * imports but types. The page learns that it stands in the product's shell, and gets nothing that it could do with it.
 */
declare const require: (name: 'electron') => { readonly contextBridge: ContextBridge };

require('electron').contextBridge.exposeInMainWorld('handrailShell', { kind: 'electron' });
