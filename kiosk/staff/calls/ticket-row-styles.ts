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
    /* The wait moves below before a word is broken. */
    flex: 1 1 min-content;
    min-inline-size: min(6.5rem, 100%);
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
  .badges {
    display: flex;
    flex-wrap: wrap;
    gap: 0.35rem;
    margin-block-start: 0.45rem;
    --icon-size: 1.1rem;
  }
  .badges li {
    display: inline-flex;
    align-items: center;
    gap: 0.35rem;
    padding: 0.1rem 0.6rem;
    border-radius: 999px;
    font-size: var(--text-small);
    font-weight: var(--weight-medium);
    background: color-mix(in srgb, var(--ink) 8%, var(--card));
  }
  .badges .stake {
    background: var(--stake-soft);
    color: var(--stake-ink);
  }
  .badges .need {
    background: var(--help-soft);
    color: var(--help-ink);
  }
  .context {
    color: var(--muted);
    margin-block-start: 0.3rem;
  }
  .care {
    display: flex;
    flex-wrap: wrap;
    gap: 0 0.9rem;
    margin-block-start: 0.3rem;
    font-size: var(--text-small);
    color: var(--muted);
    font-variant-numeric: tabular-nums;
  }
  .care .strong {
    color: var(--ink);
    font-weight: var(--weight-strong);
  }
  .hand-over,
  .taken,
  .wanted {
    display: flex;
    align-items: flex-start;
    gap: 0.45rem;
    margin-block-start: 0.5rem;
    --icon-size: 1.35rem;
  }
  .hand-over {
    overflow-wrap: anywhere;
  }
  .hand-over strong,
  .taken,
  .wanted {
    font-weight: var(--weight-medium);
  }
  .wanted {
    color: var(--help-ink);
  }
  .story {
    display: grid;
    gap: 0.4rem;
    margin-block-start: 0.6rem;
    padding-block-start: 0.6rem;
    border-block-start: var(--line-width) solid var(--line);
    font-size: var(--text-small);
  }
  .story ol {
    display: grid;
    gap: 0.15rem;
    color: var(--muted);
  }
  .story li {
    display: grid;
    grid-template-columns: 3rem minmax(0, 1fr);
  }
  .story ol span {
    color: var(--ink);
  }
`;
