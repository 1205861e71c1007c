import { css } from 'lit';

/** What the panels of the desk share. */
export const panelStyles = css`
  :host {
    display: block;
  }
  .card {
    padding: var(--pad);
  }
  h2 {
    font-size: var(--text-large);
    font-weight: var(--weight-strong);
    line-height: 1.2;
    overflow-wrap: anywhere;
  }
  .muted {
    color: var(--muted);
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    gap: var(--gap-small);
  }
  .notice {
    padding: 0.6rem 0.9rem;
    border-radius: var(--radius-control);
    background: var(--help-soft);
    color: var(--help-ink);
    font-weight: var(--weight-medium);
  }
`;
