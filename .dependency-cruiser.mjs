/**
 * Who may import whom. The compiler holds the rooms apart first (one tsconfig a room); this check also sees packages,
 * cycles, and what only happens to compile. tests/architecture plants a violation and expects it to be found here.
 */
const rooms = {
  'kiosk/core': { rooms: [], packages: [] },
  'kiosk/api': { rooms: ['kiosk/core/values'], packages: ['zod'] },
  'kiosk/i18n': { rooms: [], packages: ['intl-messageformat'] },
  'kiosk/lane': { rooms: ['kiosk/core', 'kiosk/api', 'kiosk/i18n', 'drivers', 'sync'], packages: [] },
  'kiosk/storage': { rooms: ['kiosk/core'], packages: ['better-sqlite3'] },
  'kiosk/ui-kit': {
    rooms: ['kiosk/api', 'kiosk/i18n'],
    packages: ['lit', '@lit', '@phosphor-icons', '@fontsource-variable', 'uqr'],
  },
  'kiosk/ui': { rooms: ['kiosk/api', 'kiosk/i18n', 'kiosk/ui-kit'], packages: ['lit', '@lit'] },
  'kiosk/staff': { rooms: ['kiosk/api', 'kiosk/i18n', 'kiosk/ui-kit'], packages: ['lit', '@lit', 'uplot'] },
  'kiosk/desk': { rooms: ['kiosk/api', 'kiosk/i18n', 'kiosk/ui-kit'], packages: ['lit', '@lit'] },
  'kiosk/electron': { rooms: ['kiosk/api/shell'], packages: ['electron'] },
  drivers: {
    rooms: ['kiosk/core/values', 'kiosk/core/payment'],
    packages: ['@serialport', 'iconv-lite', '@lydell'],
  },
  'kiosk/store': { rooms: ['kiosk/core', 'kiosk/api', 'kiosk/i18n', 'sync'], packages: ['zod'] },
  sync: {
    rooms: ['kiosk/core'],
    packages: ['@nats-io', 'fast-xml-parser', 'fastify', 'pg', 'ws', 'zod'],
  },
  config: { rooms: ['kiosk/core'], packages: ['zod'] },
};

const escape = (text) => text.replaceAll('/', '\\/');

const roomRules = Object.entries(rooms).flatMap(([room, allowed]) => [
  {
    name: `${room.replace('/', '-')}-rooms`,
    comment: `${room} may import only itself${allowed.rooms.length > 0 ? ` and ${allowed.rooms.join(', ')}` : ''}.`,
    severity: 'error',
    from: { path: `^${escape(room)}/`, pathNot: '\\.test\\.ts$' },
    to: {
      path: '^(kiosk|drivers|sync|config|tests)/',
      pathNot: [room, ...allowed.rooms].map((name) => `^${escape(name)}/`),
    },
  },
  {
    name: `${room.replace('/', '-')}-packages`,
    comment: `${room} stands on ${allowed.packages.join(', ') || 'no package at all'}; a new one wants a decision.`,
    severity: 'error',
    from: { path: `^${escape(room)}/`, pathNot: ['\\.test\\.ts$', 'vite\\.config\\.ts$'] },
    to: {
      path: 'node_modules/',
      pathNot: allowed.packages.map((name) => `node_modules/${escape(name)}(/|$)`),
    },
  },
]);

export default {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Two files that import each other are one file with two names.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'electron-only-in-its-room',
      comment: 'The lane runs without Electron; only its shell may know it.',
      severity: 'error',
      from: { pathNot: '^kiosk/electron/' },
      to: { path: '(^|node_modules/)electron(/|$)', pathNot: '^kiosk/electron/' },
    },
    {
      name: 'host-keeps-out-of-pages-and-electron',
      comment: 'The host serves built pages; it never imports their sources.',
      severity: 'error',
      from: { path: '^kiosk/host/' },
      to: { path: '^kiosk/(ui|ui-kit|staff|desk|electron)/' },
    },
    {
      name: 'native-serial-and-hid-only-in-transport',
      comment: 'One place knows the traps of serialport and node-hid.',
      severity: 'error',
      from: { path: '^drivers/', pathNot: ['^drivers/transport/', '\\.test\\.ts$'] },
      to: { path: 'node_modules/(@serialport|serialport|node-hid)/' },
    },
    {
      name: 'nats-only-in-its-adapter',
      comment: 'A chain that runs no broker loads none of it.',
      severity: 'error',
      from: { path: '^sync/', pathNot: ['^sync/nats/', '\\.test\\.ts$'] },
      to: { path: 'node_modules/@nats-io/' },
    },
    {
      name: 'postgres-only-in-its-sink',
      comment: 'A shop without a database server loads none of it.',
      severity: 'error',
      from: { path: '^sync/', pathNot: ['^sync/postgres/', '\\.test\\.ts$'] },
      to: { path: 'node_modules/pg/' },
    },
    {
      name: 'web-push-only-where-it-posts',
      comment: 'A store that calls nobody through the network loads none of it.',
      severity: 'error',
      from: { path: '^kiosk/host/', pathNot: ['^kiosk/host/push/', '\\.test\\.ts$'] },
      to: { path: 'node_modules/web-push/' },
    },
    {
      name: 'nobody-imports-tests',
      comment: 'Tests look at the product, not the other way round.',
      severity: 'error',
      from: { path: '^(kiosk|drivers|sync|config)/', pathNot: '\\.test\\.ts$' },
      to: { path: '(^tests/|\\.test\\.ts$)' },
    },
    ...roomRules,
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^\\.build/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tests/tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
