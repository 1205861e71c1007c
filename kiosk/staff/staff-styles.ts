import { css } from 'lit';

/** A phone in one hand first; with more room the lanes stand beside the calls. */
export const staffStyles = css`
  :host {
    display: block;
    min-block-size: 100%;
  }
  .page,
  .door {
    max-inline-size: 84rem;
    margin-inline: auto;
    /* Below it there is room for the parts of the page, and for what is said above them. */
    padding: 0 var(--edge) 11rem;
  }
  .page > header {
    position: sticky;
    inset-block-start: 0;
    z-index: 2;
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: var(--gap);
    min-block-size: 5rem;
    padding-block: 0.7rem;
    margin-inline: calc(-1 * var(--edge));
    padding-inline: var(--edge);
    background: var(--paper);
  }
  h1 {
    font-size: 1.75rem;
    font-weight: var(--weight-title);
    line-height: 1.15;
    text-wrap: balance;
  }
  h1:focus {
    outline: none;
  }
  h2 {
    font-size: var(--text-heading);
    font-weight: var(--weight-title);
    margin-block: 0 var(--gap-small);
  }
  .duty {
    display: inline-flex;
    align-items: center;
    gap: 0.5rem;
    padding: 0.4rem 1.1rem;
    min-block-size: 3rem;
    max-inline-size: 45%;
    border-radius: 999px;
    background: var(--accent-soft);
    color: var(--accent-ink);
    border: var(--line-width) solid var(--card-line);
    font-weight: var(--weight-medium);
    --icon-size: 1.2rem;
  }
  .duty span:last-child {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .break,
  .off {
    background: color-mix(in srgb, var(--ink) 10%, var(--card));
    color: var(--ink);
  }
  .break .dot,
  .off .dot {
    background: var(--muted);
  }
  .away {
    background: var(--help);
    color: var(--on-help);
  }
  .dot {
    flex: none;
    inline-size: 0.7rem;
    block-size: 0.7rem;
    border-radius: 50%;
    background: var(--accent);
  }
  .calm {
    display: grid;
    justify-items: center;
    gap: var(--gap-small);
    padding: 3rem var(--pad);
    text-align: center;
    text-wrap: balance;
    color: var(--muted);
    --icon-size: 4.5rem;
  }
  .calm hr-icon {
    color: var(--accent);
  }
  .lanes {
    margin-block-start: 2rem;
  }
  @media (min-width: 64rem) {
    /* At a desk elsewhere there are no lanes beside the calls. */
    main.in-calls:not(.elsewhere) {
      display: grid;
      grid-template-columns: minmax(0, 1fr) 21rem;
      gap: 2rem;
      align-items: start;
    }
    .lanes {
      position: sticky;
      inset-block-start: 5rem;
      margin-block-start: 0;
    }
    .calm {
      padding-block: 6rem;
    }
  }
  .door {
    display: grid;
    gap: 2rem;
    max-inline-size: 30rem;
    padding-block: max(1rem, 6vh) 7rem;
  }
  .me {
    display: grid;
    gap: 2rem;
    max-inline-size: 34rem;
  }
  hr-staff-nav {
    position: fixed;
    inset-inline: 0;
    inset-block-end: 0;
    z-index: 4;
    padding: 0.4rem var(--edge) max(0.5rem, env(safe-area-inset-bottom));
    background: var(--card);
    border-block-start: var(--line-width) solid var(--card-line);
    border-start-start-radius: var(--radius-card);
    border-start-end-radius: var(--radius-card);
    box-shadow: var(--shadow);
  }
  @media (min-width: 48rem) {
    hr-staff-nav {
      inset-inline: 0;
      inline-size: max-content;
      max-inline-size: 100%;
      margin-inline: auto;
      inset-block-end: 1rem;
      padding: 0.4rem;
      border-radius: var(--radius-card);
      border: var(--line-width) solid var(--line);
    }
  }
  .above-nav {
    --notice-end: 5.2rem;
  }
  hr-sheet {
    position: fixed;
    z-index: 10;
  }
`;
