import { css } from 'lit';

export const laneSheetStyles = css`
  :host {
    display: grid;
    gap: var(--gap);
    padding-block-end: 0.5rem;
  }
  .state {
    justify-self: start;
    padding: 0.15rem 0.9rem;
    border-radius: 999px;
    background: color-mix(in srgb, var(--ink) 8%, var(--card));
    font-weight: var(--weight-medium);
  }
  .muted {
    color: var(--muted);
  }
  .refused {
    color: var(--stake-ink);
    font-weight: var(--weight-medium);
  }
  .lines {
    display: grid;
    border-radius: var(--radius-control);
    background: var(--card);
    padding-inline: 0.9rem;
  }
  .lines li {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    align-items: center;
    gap: 0.2rem 0.8rem;
    padding-block: 0.5rem;
  }
  .lines li + li {
    border-block-start: var(--line-width) solid var(--line);
  }
  .name {
    overflow-wrap: anywhere;
  }
  .change {
    grid-column: 1 / -1;
    display: flex;
    justify-content: end;
    gap: var(--gap-small);
    --icon-size: 1.3rem;
  }
  .change button {
    display: grid;
    place-items: center;
    inline-size: 3rem;
    block-size: 2.9rem;
    border: var(--line-width) solid var(--line);
    border-radius: var(--radius-control);
  }
  button:disabled {
    opacity: 0.45;
    cursor: default;
  }
  .total {
    display: flex;
    justify-content: space-between;
    gap: 1rem;
    padding-inline: 0.9rem;
    font-size: var(--text-large);
    font-weight: var(--weight-strong);
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: var(--gap-small);
    --icon-size: 1.4rem;
  }
  .actions hr-button {
    flex: 1 1 9rem;
  }
  .actions small {
    display: block;
    font-weight: var(--weight-normal);
  }
  .why {
    display: grid;
    gap: var(--gap);
  }
  .why > p {
    font-size: var(--text-large);
    font-weight: var(--weight-strong);
  }
  .why > p:focus {
    outline: none;
  }
  label {
    display: grid;
    gap: 0.4rem;
    font-weight: var(--weight-medium);
  }
  input,
  textarea {
    padding: 0.7rem 1rem;
    resize: vertical;
  }
  input {
    min-block-size: var(--control);
    font-size: var(--text-large);
    font-variant-numeric: tabular-nums;
  }
  @media (min-width: 40rem) {
    .lines li {
      grid-template-columns: minmax(0, 1fr) auto auto;
    }
    .change {
      grid-column: auto;
    }
  }
`;
