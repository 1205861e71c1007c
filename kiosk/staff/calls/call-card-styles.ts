import { css } from 'lit';

export const callCardStyles = css`
  :host {
    display: block;
  }
  .call {
    display: grid;
    grid-template-columns: minmax(4rem, auto) minmax(0, 1fr);
    gap: 0 0.8rem;
    padding: 1.1rem 1.1rem 1.1rem 0.7rem;
    border-inline-start: 0.6rem solid var(--help);
  }
  :host([pointed]) .call {
    outline: 0.25rem solid var(--help-ink);
    outline-offset: 0.15rem;
  }
  .stake {
    border-inline-start-color: var(--stake);
  }
  .mine {
    border-inline-start-color: var(--accent);
  }
  /* A conversation takes the whole width of a phone. */
  @media (max-width: 40rem) {
    .talk {
      grid-template-columns: minmax(0, 1fr);
      padding-inline-start: 1.1rem;
    }
    .talk .lane {
      display: flex;
      align-items: baseline;
      gap: 0.4rem;
      margin-block-end: 0.4rem;
      font-size: 2.2rem;
    }
    .talk .below {
      padding-inline-start: 0;
    }
  }
  .theirs {
    border-inline-start-color: var(--line);
    box-shadow: none;
    background: none;
  }
  .lane {
    text-align: center;
    font-size: 3.6rem;
    line-height: 0.95;
    font-weight: var(--weight-title);
    font-variant-numeric: tabular-nums;
  }
  .several {
    max-inline-size: 5rem;
    font-size: 2.2rem;
    line-height: 1.05;
  }
  .theirs .lane {
    color: var(--muted);
    font-size: 2.4rem;
  }
  .lane small {
    display: block;
    font-size: var(--text-small);
    font-weight: var(--weight-normal);
    color: var(--muted);
    line-height: 1.2;
    margin-block-start: 0.3rem;
  }
  h2:focus {
    outline: none;
  }
  .group {
    font-size: var(--text-large);
    font-weight: var(--weight-strong);
    margin-block-end: 0.5rem;
  }
  .rows {
    display: grid;
    gap: 0.9rem;
  }
  li + li {
    padding-block-start: 0.9rem;
    border-block-start: var(--line-width) solid var(--line);
  }
  .yours {
    display: inline-flex;
    align-items: center;
    gap: 0.4rem;
    padding: 0.15rem 0.7rem;
    margin-block-end: 0.5rem;
    border-radius: 999px;
    background: var(--accent-soft);
    color: var(--accent-ink);
    font-size: var(--text-small);
    font-weight: var(--weight-medium);
    --icon-size: 1.2rem;
  }
  .doubt {
    display: grid;
    gap: var(--gap-small);
    margin-block-start: var(--gap);
    padding: 0.8rem;
    border-radius: var(--radius-control);
    background: var(--help-soft);
    color: var(--help-ink);
    font-weight: var(--weight-medium);
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: var(--gap-small);
    margin-block-start: var(--gap);
    --icon-size: 1.4rem;
  }
  .actions .first {
    flex: 1 1 6.6rem;
  }
  .below {
    grid-column: 1 / -1;
    padding-inline-start: 0.4rem;
  }
  .more {
    flex: none;
    display: grid;
    place-items: center;
    inline-size: var(--control);
    min-block-size: var(--control);
    margin-inline-start: auto;
    border: var(--line-width) solid var(--line);
    border-radius: var(--radius-control);
    background: var(--card);
  }
  .more span {
    display: none;
  }
  .more:only-child {
    grid-auto-flow: column;
    gap: 0.5rem;
    inline-size: auto;
    padding-inline: 1.1rem;
    font-weight: var(--weight-medium);
  }
  .more:only-child span {
    display: inline;
  }
  .more[aria-expanded='true'] {
    border-color: var(--accent);
    color: var(--accent-ink);
  }
  .further {
    margin-block-start: var(--gap-small);
  }
  .further hr-button {
    flex: 1 1 9rem;
  }
`;
