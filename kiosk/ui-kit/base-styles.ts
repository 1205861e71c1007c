import { css } from 'lit';

/** What every element starts from: sizes include borders, focus is a strong frame, hidden text is still read aloud. */
export const baseStyles = css`
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  :host([hidden]),
  [hidden] {
    display: none !important;
  }
  h1,
  h2,
  h3,
  p,
  ol,
  ul {
    margin: 0;
    padding: 0;
    list-style: none;
    font: inherit;
  }
  button {
    font: inherit;
    color: inherit;
    background: none;
    border: 0;
    padding: 0;
    text-align: start;
    cursor: pointer;
    touch-action: manipulation;
  }
  :focus-visible {
    outline: var(--focus-width) solid var(--ink);
    outline-offset: 3px;
  }
  .money,
  .figures {
    font-variant-numeric: tabular-nums;
  }
  .money {
    white-space: nowrap;
  }
  .visually-hidden {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;

/** A white card on the paper. */
export const cardStyles = css`
  .card {
    background: var(--card);
    border-radius: var(--radius-card);
    box-shadow: var(--shadow);
    border: var(--line-width) solid var(--card-line);
  }
`;

/** What a person writes into: a framed field as wide as there is room. */
export const fieldStyles = css`
  input,
  textarea {
    font: inherit;
    inline-size: 100%;
    border: var(--line-width) solid var(--muted);
    border-radius: var(--radius-control);
    background: var(--card);
    color: var(--ink);
    user-select: text;
  }
`;
