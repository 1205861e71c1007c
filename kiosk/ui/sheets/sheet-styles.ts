import { css } from 'lit';

/** A sheet's content: fills the sheet, its ways on always in sight at the lower edge. */
export const sheetStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    gap: calc(1.4 * var(--gap));
    min-block-size: 100%;
  }
  h3 {
    font-size: var(--text-large);
    font-weight: var(--weight-strong);
    line-height: 1.2;
    margin-block-end: var(--gap-small);
  }
  h3 .optional {
    font-weight: var(--weight-normal);
    color: var(--muted);
  }
  .choices {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, calc(62 * var(--mm) * var(--title-scale))), 1fr));
    gap: var(--gap);
  }
  .choices.two {
    grid-template-columns: repeat(auto-fit, minmax(min(100%, calc(78 * var(--mm) * var(--title-scale))), 1fr));
  }
  .ways {
    position: sticky;
    z-index: 1;
    inset-block-end: 0;
    display: flex;
    flex-wrap: wrap;
    gap: var(--gap);
    margin: auto calc(-1 * var(--edge)) 0;
    padding: var(--foot-pad) var(--edge);
    background: var(--card);
    border-block-start: var(--line-width) solid var(--card-line);
    border-start-start-radius: calc(1.6 * var(--radius-card));
    border-start-end-radius: calc(1.6 * var(--radius-card));
    box-shadow: var(--shadow);
  }
  .ways hr-button {
    flex: 1 1 calc(60 * var(--mm) * var(--title-scale));
  }
  /* Large on a low screen, they would leave no room for what they stand beside; each sheet closes at its upper edge. */
  @container (orientation: landscape) {
    @container style(--crowded: yes) {
      .ways {
        position: static;
      }
    }
  }
`;
