import { css } from 'lit';

/** A screen: what it shows, scrolling when it must, and the foot that is always in sight. */
export const screenStyles = css`
  :host {
    display: grid;
    grid-template-rows: minmax(0, 1fr) auto;
    block-size: 100%;
    min-block-size: 0;
  }
  .content {
    min-block-size: 0;
    overflow-y: auto;
    padding: 0 var(--edge) var(--gap);
    scrollbar-width: thin;
  }
  h1 {
    font-size: var(--text-title);
    font-weight: var(--weight-title);
    line-height: 1.08;
    letter-spacing: -0.01em;
    text-wrap: balance;
    overflow-wrap: break-word;
  }
  h1:focus-visible {
    outline: none;
  }
  .muted {
    color: var(--muted);
  }
`;

/** A screen that says one thing: in the middle, with a drawing or sign above the words. */
export const messageStyles = css`
  .message {
    display: flex;
    flex-direction: column;
    align-items: center;
    justify-content: safe center;
    gap: calc(1.8 * var(--gap));
    text-align: center;
  }
  .message > * {
    flex: none;
    max-inline-size: 100%;
  }
  .message p {
    max-inline-size: 34em;
    font-size: var(--text-large);
    line-height: 1.3;
    text-wrap: balance;
  }
  .sign {
    display: grid;
    place-items: center;
    inline-size: var(--sign);
    block-size: var(--sign);
    border-radius: 50%;
    background: var(--accent);
    color: var(--on-accent);
    border: var(--line-width) solid var(--card-line);
    --icon-size: calc(0.5 * var(--sign));
  }
  .sign.calm {
    background: var(--accent-soft);
    color: var(--accent-ink);
  }
  .sign.attention {
    background: var(--help-soft);
    color: var(--help-ink);
  }
  .sign.stake {
    background: var(--stake-soft);
    color: var(--stake-ink);
  }
  .message .strong {
    font-size: var(--text-heading);
    font-weight: var(--weight-strong);
  }
`;
