import { css } from 'lit';

/** The shelf of the desk: filters in a row, articles in a grid that scrolls by itself where the page does not. */
export const articleStyles = css`
  :host {
    min-block-size: 0;
  }
  .goods {
    display: flex;
    flex-direction: column;
    gap: var(--gap-small);
    block-size: 100%;
    min-block-size: 0;
  }
  .find {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 11rem), 1fr));
    gap: var(--gap-small);
  }
  form {
    display: flex;
    gap: var(--gap-small);
  }
  input,
  select {
    flex: 1;
    min-inline-size: 0;
    min-block-size: var(--control-small);
    inline-size: 100%;
    font: inherit;
    font-size: var(--text-small);
    padding: 0.4rem 0.7rem;
    border: var(--line-width) solid var(--muted);
    border-radius: var(--radius-control);
    background: var(--card);
    color: var(--ink);
    user-select: text;
  }
  input::placeholder {
    color: var(--muted);
    opacity: 1;
  }
  .filters {
    display: flex;
    flex-wrap: wrap;
    gap: 0.35rem;
  }
  .chip {
    min-block-size: 2.75rem;
    min-inline-size: 2.75rem;
    padding: 0.3rem 0.65rem;
    border: var(--line-width) solid var(--line);
    border-radius: 999px;
    font-size: 0.9375rem;
    text-align: center;
  }
  .chip:is(.special, .mark) {
    background: var(--help-soft);
    color: var(--help-ink);
  }
  .chip[aria-pressed='true'] {
    background: var(--accent);
    border-color: var(--accent);
    color: var(--on-accent);
    font-weight: var(--weight-strong);
  }
  .found {
    display: flex;
    justify-content: space-between;
    gap: var(--gap);
    font-size: var(--text-small);
  }
  .grid {
    flex: 1;
    min-block-size: 0;
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(8.25rem, 1fr));
    grid-auto-rows: min-content;
    gap: var(--gap-small);
    overflow-y: auto;
    padding: 0.4rem;
    margin-inline: -0.4rem;
  }
  .article {
    --picture-size: 3.4rem;
    display: grid;
    justify-items: center;
    align-content: start;
    gap: 0.3rem;
    inline-size: 100%;
    block-size: 100%;
    padding: 0.7rem 0.4rem;
    border: var(--line-width) solid var(--line);
    border-radius: var(--radius-control);
    background: var(--card);
    font-size: var(--text-small);
    line-height: 1.2;
    text-align: center;
    overflow-wrap: anywhere;
    transition: transform var(--quick);
  }
  .article:hover {
    border-color: var(--accent);
  }
  .article:active {
    transform: scale(0.97);
    background: var(--accent-soft);
  }
  .code {
    font-size: 0.8125rem;
    color: var(--muted);
    font-variant-numeric: tabular-nums;
  }
  .code b {
    display: block;
    font-size: var(--text-small);
    font-weight: var(--weight-medium);
    color: var(--ink);
  }
  .marks {
    display: flex;
    flex-wrap: wrap;
    justify-content: center;
    gap: 0.25rem;
  }
  .marks span {
    padding: 0.1rem 0.5rem;
    border-radius: 999px;
    background: var(--help-soft);
    color: var(--help-ink);
    font-size: 0.8125rem;
    font-weight: var(--weight-medium);
  }
  .marks :is(.recalled, .staffed) {
    background: var(--stake-soft);
    color: var(--stake-ink);
  }
`;
