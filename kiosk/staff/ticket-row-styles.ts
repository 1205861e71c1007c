import { css } from 'lit';

export const ticketRowStyles = css`
  :host {
    display: block;
  }
  header {
    display: flex;
    flex-wrap: wrap;
    align-items: flex-start;
    gap: 0.2rem 0.55rem;
    --icon-size: 1.7rem;
  }
  h3 {
    flex: 1 1 6.5rem;
    min-inline-size: 0;
    font-size: var(--text-large);
    font-weight: var(--weight-strong);
    line-height: 1.3;
    overflow-wrap: break-word;
    hyphens: auto;
  }
  .wait {
    display: inline-flex;
    align-items: center;
    gap: 0.4rem;
    margin-inline-start: auto;
    min-block-size: 1.7rem;
    font-size: var(--text-large);
    font-weight: var(--weight-strong);
    white-space: nowrap;
  }
  .slow,
  .late {
    padding-inline: 0.6rem;
    border-radius: 999px;
  }
  .slow {
    background: var(--help);
    color: var(--on-help);
  }
  .late {
    background: var(--stake);
    color: var(--on-stake);
  }
  .late .word {
    font-size: var(--text-small);
  }
  .context,
  .hint {
    color: var(--muted);
    margin-block-start: 0.15rem;
  }
  .taken {
    display: flex;
    align-items: center;
    gap: 0.45rem;
    margin-block-start: 0.4rem;
    font-weight: var(--weight-medium);
    --icon-size: 1.3rem;
  }
  .question {
    margin-block-start: 0.7rem;
    font-weight: var(--weight-strong);
  }
  .question:focus,
  .meaning:focus {
    outline: none;
  }
  .confirm {
    margin-block-start: 0.7rem;
    padding: 0.9rem;
    border-radius: var(--radius-control);
    background: var(--stake-soft);
    color: var(--stake-ink);
    font-weight: var(--weight-medium);
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: var(--gap-small);
    margin-block-start: var(--gap);
    --icon-size: 1.4rem;
  }
  .actions hr-button {
    flex: 1 1 auto;
  }
`;
