import { css } from 'lit';

export const ticketSettlingStyles = css`
  :host {
    display: block;
  }
  .question {
    margin-block-start: 0.7rem;
    font-weight: var(--weight-strong);
  }
  .question:focus,
  .meaning:focus {
    outline: none;
  }
  .hint {
    color: var(--muted);
    margin-block-start: 0.15rem;
  }
  .answer {
    margin-block-start: 0.8rem;
  }
  .answer > p {
    font-weight: var(--weight-medium);
  }
  .answer .actions {
    margin-block-start: 0.4rem;
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
    margin-block-start: var(--gap-small);
    --icon-size: 1.4rem;
  }
  .actions hr-button {
    flex: 1 1 auto;
  }
  .codes hr-button {
    flex: 1 1 7rem;
  }
  .note {
    display: grid;
    gap: 0.3rem;
    margin-block-start: var(--gap-small);
    font-weight: var(--weight-medium);
  }
  textarea,
  .note input {
    font-weight: var(--weight-normal);
    padding: 0.6rem 0.9rem;
    resize: vertical;
  }
`;
