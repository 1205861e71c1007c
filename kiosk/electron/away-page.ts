/**
 * What the screen shows while the lane is away: calm, without blame, in the languages of the stores, since nobody can
 * ask which one is wanted. A page of its own, so that it needs nothing that might be away too.
 */
const WORDS = {
  starting: [
    ['en', 'One moment, please', 'This checkout is starting.'],
    ['nl', 'Een ogenblik, alstublieft', 'Deze kassa start op.'],
    ['da', 'Et øjeblik', 'Denne kasse starter.'],
    ['de', 'Einen Moment bitte', 'Diese Kasse startet.'],
  ],
  away: [
    ['en', 'One moment, please', 'This checkout will be right back. What you scanned is kept.'],
    ['nl', 'Een ogenblik, alstublieft', 'Deze kassa is zo terug. Wat u hebt gescand, blijft bewaard.'],
    ['da', 'Et øjeblik', 'Kassen er straks tilbage. Dine varer er gemt.'],
    ['de', 'Einen Moment bitte', 'Diese Kasse ist gleich wieder da. Ihre Artikel bleiben erhalten.'],
  ],
  'needs-staff': [
    ['en', 'This checkout needs a colleague', 'Please ask a member of staff, or use another checkout.'],
    ['nl', 'Deze kassa heeft hulp nodig', 'Vraag een medewerker, of gebruik een andere kassa.'],
    ['da', 'Kassen har brug for hjælp', 'Spørg personalet, eller brug en anden kasse.'],
    ['de', 'Diese Kasse braucht Hilfe', 'Bitte fragen Sie das Personal oder nutzen Sie eine andere Kasse.'],
  ],
} as const;

export type AwayKind = keyof typeof WORDS;

/** The page as an address that holds it whole. */
export function awayPage(kind: AwayKind): string {
  const sections = WORDS[kind].map(
    ([language, title, sentence]) => `<section lang="${language}"><h1>${title}</h1><p>${sentence}</p></section>`,
  );
  const html = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Handrail</title>
<meta http-equiv="content-security-policy" content="default-src 'none'; style-src 'unsafe-inline'">
<style>
  body { margin: 0; min-height: 100vh; display: grid; align-content: center; gap: 5vh; text-align: center;
    background: #f7f5f0; color: #1d2a26; font: 1.5rem/1.4 system-ui, sans-serif; cursor: none; }
  h1 { margin: 0; font-size: 2.2rem; } p { margin: 0.3em 0 0; }
</style>${sections.join('')}</html>`;
  return `data:text/html;charset=utf-8,${encodeURIComponent(html)}`;
}
