/** The tab says how many wait. Even the same name again is work for the browser. */
export function nameTab(title: string, waiting: number): void {
  const name = waiting === 0 ? title : `(${waiting}) ${title}`;
  if (document.title !== name) document.title = name;
}
