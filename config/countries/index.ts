import type { CountryCode } from '../schemas/country-codes.ts';
import type { CountryPackInput } from '../schemas/handrail-config.ts';
import { de } from './de.ts';
import { dk } from './dk.ts';
import { ee, lt, lv } from './baltics.ts';
import { fi } from './fi.ts';
import { gb } from './gb.ts';
import { nl } from './nl.ts';
import { no } from './no.ts';
import { se } from './se.ts';

const PACKS: Readonly<Record<CountryCode, CountryPackInput>> = { nl, dk, de, se, no, fi, gb, ee, lv, lt };

/** @returns undefined for a country that has no pack */
export function countryPack(code: string): CountryPackInput | undefined {
  return Object.hasOwn(PACKS, code) ? PACKS[code as CountryCode] : undefined;
}
