import { css } from 'lit';

/** A phone in one hand first; with more room the lanes stand beside the calls. */
export const staffStyles = css`
  :host {
    display: block;
    min-block-size: 100%;
  }
  .page,
  .naming {
    max-inline-size: 84rem;
    margin-inline: auto;
    /* Below it there is room for what is said above the lower edge. */
    padding: 0 var(--edge) 7rem;
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
    main:not(.naming) {
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
  .naming {
    display: grid;
    gap: 2rem;
    max-inline-size: 32rem;
    padding-block-start: max(1rem, 8vh);
  }
  .naming .card {
    display: grid;
    gap: var(--gap);
    padding: 1.4rem;
  }
  .me {
    display: grid;
    gap: 1.6rem;
    padding-block-end: 0.5rem;
  }
  hr-sheet {
    position: fixed;
    z-index: 10;
  }
`;
