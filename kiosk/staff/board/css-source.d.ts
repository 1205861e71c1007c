/** A style sheet as text, for a shadow root. */
declare module '*.css?inline' {
  const source: string;
  export default source;
}
