import { css } from 'lit';

/**
 * On a wide screen everything is in sight and the shelf scrolls by itself; on a narrow one the page scrolls, with the
 * devices before the long shelf.
 */
export const deskStyles = css`
  :host {
    display: grid;
    gap: var(--gap);
    padding: var(--edge);
    max-inline-size: 110rem;
    margin-inline: auto;
  }
  header {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--gap-small) var(--gap);
  }
  .title {
    flex: 1;
    min-inline-size: 11rem;
  }
  h1 {
    font-size: var(--text-heading);
    font-weight: var(--weight-title);
    line-height: 1.2;
  }
  .title p {
    color: var(--muted);
  }
  nav {
    display: flex;
    flex-wrap: wrap;
    gap: var(--gap-small);
  }
  select {
    font: inherit;
    font-size: var(--text-small);
    min-block-size: var(--control-small);
    padding-inline: 0.8rem;
    border: var(--line-width) solid var(--line);
    border-radius: var(--radius-control);
    background: var(--card);
    color: var(--ink);
  }
  .notices {
    display: grid;
    gap: 0.4rem;
    padding: 0.8rem 1.1rem;
    border-radius: var(--radius-control);
    background: var(--help-soft);
    color: var(--help-ink);
    overflow-wrap: anywhere;
  }
  .notices a {
    color: inherit;
    user-select: text;
  }
  main {
    display: grid;
    gap: var(--gap);
    min-block-size: 0;
  }
  .devices {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 21rem), 1fr));
    align-items: start;
    gap: var(--gap);
  }
  @media (min-width: 46rem) {
    hr-reader-panel {
      grid-row: span 2;
    }
  }
  @media (min-width: 60rem) {
    main {
      grid-template-columns: minmax(0, 1fr) 23rem;
      grid-template-rows: auto minmax(26rem, 1fr);
    }
    .devices {
      grid-column: 2;
      grid-row: 1 / 3;
      display: flex;
      flex-direction: column;
      align-items: stretch;
    }
  }
  @media (min-width: 60rem) and (min-height: 46rem) {
    :host {
      block-size: 100vh;
      grid-template-rows: auto auto minmax(0, 1fr);
      grid-template-areas: 'head' 'notice' 'main';
    }
    header {
      grid-area: head;
    }
    .notices {
      grid-area: notice;
    }
    main {
      grid-area: main;
    }
    .devices {
      min-block-size: 0;
      overflow-y: auto;
      /* Room for the frame of a card that has the focus. */
      padding: 0.4rem;
      margin: -0.4rem;
    }
  }
  @media (min-width: 85rem) {
    main {
      grid-template-columns: 17rem minmax(0, 1fr) 23rem;
      grid-template-rows: minmax(0, 1fr);
    }
    .devices {
      grid-column: 3;
      grid-row: 1;
    }
    hr-try-list {
      min-block-size: 0;
      overflow-y: auto;
    }
    hr-scanner-panel {
      grid-column: 2;
      grid-row: 1;
    }
  }
`;
