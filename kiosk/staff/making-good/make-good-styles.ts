import { css } from 'lit';

export const makeGoodStyles = css`
  :host {
    display: grid;
    gap: var(--gap);
    padding-block-end: 0.5rem;
    --icon-size: 1.4rem;
  }
  h3 {
    font-size: var(--text-large);
    font-weight: var(--weight-strong);
  }
  h3:focus {
    outline: none;
  }
  .choices {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(11rem, 1fr));
    gap: var(--gap-small);
    margin-block-start: 0.5rem;
  }
  .amounts {
    grid-template-columns: repeat(auto-fill, minmax(6rem, 1fr));
  }
  .words {
    display: grid;
    gap: 0.6rem;
    margin-block-start: 0.5rem;
    padding: 1rem 1.2rem;
    border-radius: var(--radius-card);
    border-inline-start: 0.45rem solid var(--accent);
    background: var(--card);
  }
  .words q {
    font-size: var(--text-large);
    font-weight: var(--weight-medium);
    line-height: 1.3;
  }
  .words small,
  .hint {
    color: var(--muted);
  }
  .agrees {
    display: flex;
    gap: 0.5rem;
    padding: 0.6rem 0.9rem;
    border-radius: var(--radius-control);
    background: var(--accent-soft);
    color: var(--accent-ink);
  }
  .agrees.others {
    background: var(--help-soft);
    color: var(--help-ink);
  }
  .refused {
    color: var(--stake-ink);
    font-weight: var(--weight-medium);
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: var(--gap-small);
  }
  .actions hr-button {
    flex: 1 1 9rem;
  }
  label {
    display: grid;
    gap: 0.4rem;
    margin-block-start: var(--gap-small);
    font-weight: var(--weight-medium);
  }
  input {
    min-block-size: var(--control);
    padding: 0.7rem 1rem;
    font-variant-numeric: tabular-nums;
  }
`;
