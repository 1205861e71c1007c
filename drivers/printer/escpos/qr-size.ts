/** Bytes that fit in QR versions 1 to 40 at error correction level M, in byte mode (ISO/IEC 18004, table 7). */
const CAPACITY_M = [
  14, 26, 42, 62, 84, 106, 122, 152, 180, 213, 251, 287, 331, 362, 412, 450, 504, 560, 624, 666, 711, 779, 857, 911,
  997, 1059, 1125, 1190, 1264, 1370, 1452, 1538, 1628, 1722, 1809, 1911, 1989, 2099, 2213, 2331,
];
/** Modules of light border on both sides together. */
const QUIET_MODULES = 8;
/**
 * Dots a module, at 8 dots a millimetre: below the first a phone does not read it, above the second it wastes paper.
 */
const MODULE_MIN_DOTS = 3;
const MODULE_MAX_DOTS = 6;

/** How many dots a module may have so that the code fits the paper; undefined when there is more data than fits. */
export function qrModuleDots(dataBytes: number, paperDots: number): number | undefined {
  const version = CAPACITY_M.findIndex((capacity) => capacity >= dataBytes) + 1;
  if (version === 0) return undefined;
  const modules = 17 + 4 * version + QUIET_MODULES;
  const dots = Math.min(MODULE_MAX_DOTS, Math.floor(paperDots / modules));
  return dots >= MODULE_MIN_DOTS ? dots : undefined;
}
