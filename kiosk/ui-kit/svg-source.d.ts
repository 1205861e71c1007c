/** The source text of a drawing, put into the page by the bundler. */
declare module '*.svg?raw' {
  const source: string;
  export default source;
}
