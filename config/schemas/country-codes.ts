/** The countries that a pack exists for (ISO 3166-1 alpha-2, small letters). */
export const COUNTRY_CODES = ['nl', 'dk', 'de', 'se', 'no', 'fi', 'gb', 'ee', 'lv', 'lt'] as const;

export type CountryCode = (typeof COUNTRY_CODES)[number];
