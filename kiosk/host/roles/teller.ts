/** Links by the name of their page. */
export type Links = Readonly<Record<string, string>>;

/** Says what happens: in sentences, or as one JSON object a line for a program that started this one. */
export interface Teller {
  readonly ready: (links: Links) => void;
  readonly open: () => void;
  readonly say: (line: string) => void;
}

export function teller(json: boolean): Teller {
  if (json) {
    return {
      ready: (links) => out(JSON.stringify({ event: 'ready', ...links })),
      open: () => out(JSON.stringify({ event: 'open' })),
      say: (line) => out(JSON.stringify({ event: 'note', text: line })),
    };
  }
  return {
    ready: (links) => {
      out('Handrail is running. Each of these links opens its page once:');
      for (const [page, link] of Object.entries(links)) out(`  ${page.padEnd(8)} ${link}`);
    },
    open: () => out('The lane is open. Stop it with Ctrl-C.'),
    say: out,
  };
}

function out(line: string): void {
  process.stdout.write(`${line}\n`);
}
