import { css } from 'lit';

export const boardStyles = css`
  :host {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr));
    align-items: start;
    gap: var(--gap);
  }
  .wide {
    grid-column: 1 / -1;
  }
  section {
    min-inline-size: 0;
    padding: 1.1rem;
  }
  h2 {
    font-size: var(--text-large);
    font-weight: var(--weight-title);
    margin-block-end: 0.6rem;
  }
  .muted {
    color: var(--muted);
  }
  dl,
  dd {
    margin: 0;
  }
  .figures {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(9.5rem, 1fr));
    gap: var(--gap-small);
  }
  .figures > div {
    padding: 0.8rem 1rem;
  }
  dt,
  .further {
    color: var(--muted);
    font-size: var(--text-small);
    line-height: 1.25;
  }
  .value {
    font-size: 2rem;
    font-weight: var(--weight-title);
    line-height: 1.2;
    font-variant-numeric: tabular-nums;
  }
  .bars {
    display: grid;
    gap: 0.55rem;
  }
  .bars li {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: 0.15rem 1rem;
    font-variant-numeric: tabular-nums;
  }
  progress {
    appearance: none;
    grid-column: 1 / -1;
    inline-size: 100%;
    block-size: 0.6rem;
    border: 0;
    border-radius: 999px;
    overflow: hidden;
    background: color-mix(in srgb, var(--ink) 10%, var(--card));
  }
  progress::-webkit-progress-bar {
    background: transparent;
  }
  progress::-webkit-progress-value {
    background: var(--accent);
  }
  progress::-moz-progress-bar {
    background: var(--accent);
  }
  table {
    inline-size: 100%;
    border-collapse: collapse;
    font-variant-numeric: tabular-nums;
  }
  th,
  td {
    padding: 0.3rem 0.4rem;
    text-align: end;
    font-weight: var(--weight-normal);
  }
  th:first-child {
    text-align: start;
    font-weight: var(--weight-strong);
  }
  thead th {
    color: var(--muted);
    font-size: var(--text-small);
    vertical-align: bottom;
  }
  tbody tr {
    border-block-start: var(--line-width) solid var(--line);
  }
  .people,
  .backlog {
    display: grid;
    gap: 0.5rem;
    --icon-size: 1.4rem;
  }
  .people li,
  .backlog li {
    display: flex;
    align-items: flex-start;
    gap: 0.6rem;
  }
  .people li span:nth-of-type(1),
  .backlog li span {
    flex: 1;
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }
  .backlog li {
    padding: 0.5rem 0.7rem;
    border-radius: var(--radius-control);
  }
  .backlog .calm hr-icon {
    color: var(--accent);
  }
  .backlog .amber {
    background: var(--help-soft);
    color: var(--help-ink);
  }
  .backlog .red {
    background: var(--stake-soft);
    color: var(--stake-ink);
  }
  .export {
    grid-column: 1 / -1;
  }
`;
