/**
 * Node's own http, as `import` would give it but without what that loads: an import looks at every name, and behind one
 * of them are a second client and HTTP/2, 10 MB in a lane that is to be small.
 */
export const nodeHttp = process.getBuiltinModule('node:http');
