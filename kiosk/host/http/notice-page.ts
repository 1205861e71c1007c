/** A plain page for a person who came the wrong way: no scripts, nothing from the request in it. */
export function noticePage(title: string, sentence: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<style>
  body { font: 1.25rem/1.5 system-ui, sans-serif; max-width: 36rem; margin: 20vh auto; padding: 0 1.5rem; }
  @media (prefers-color-scheme: dark) { body { background: #16181c; color: #f0f0ee; } }
</style>
<h1>${title}</h1>
<p>${sentence}</p>
`;
}
