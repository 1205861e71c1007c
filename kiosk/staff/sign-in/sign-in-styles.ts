import { css } from 'lit';

export const signInStyles = css`
  :host {
    display: block;
  }
  .card {
    display: grid;
    gap: var(--gap);
    padding: 1.4rem;
  }
  h1 {
    font-size: 1.75rem;
    font-weight: var(--weight-title);
    line-height: 1.15;
    text-wrap: balance;
  }
  form {
    display: grid;
    gap: var(--gap);
  }
  label {
    display: grid;
    gap: 0.4rem;
    font-weight: var(--weight-medium);
  }
  input {
    font-size: var(--text-large);
    min-block-size: var(--control);
    padding: 0.6rem 1rem;
  }
  .people {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(8.5rem, 1fr));
    gap: var(--gap-small);
  }
  .people button {
    display: flex;
    align-items: center;
    gap: 0.7rem;
    inline-size: 100%;
    min-block-size: var(--control-large);
    padding: 0.5rem 0.8rem;
    border: var(--line-width) solid var(--line);
    border-radius: var(--radius-control);
    font-size: var(--text-large);
    font-weight: var(--weight-strong);
    overflow-wrap: anywhere;
  }
  .people button:active {
    background: var(--accent-soft);
  }
  .initial {
    flex: none;
    display: grid;
    place-items: center;
    inline-size: 2.6rem;
    block-size: 2.6rem;
    border-radius: 50%;
    background: var(--accent-soft);
    color: var(--accent-ink);
    font-weight: var(--weight-title);
  }
  .who {
    display: flex;
    align-items: center;
    gap: 0.7rem;
    font-size: var(--text-large);
  }
  .who strong {
    flex: 1;
    min-inline-size: 0;
    overflow-wrap: anywhere;
    font-weight: var(--weight-strong);
  }
  .refused {
    color: var(--stake-ink);
    font-weight: var(--weight-medium);
  }
  .refused:empty {
    display: none;
  }
  .wait {
    padding: 0.7rem 1rem;
    border-radius: var(--radius-control);
    background: var(--help-soft);
    color: var(--help-ink);
    font-weight: var(--weight-strong);
  }
  .badge {
    display: flex;
    align-items: center;
    gap: 0.6rem;
    padding-block-start: 0.2rem;
    color: var(--muted);
    --icon-size: 1.6rem;
  }
`;
