import { css } from 'lit';

/**
 * Sizes by how much room there is (see Room): the same page on a tall portrait screen, a wide one and a small one. All
 * in millimetres, so that a hand meets the same targets everywhere.
 */
export const pageStyles = css`
  :host {
    display: block;
    block-size: 100%;
  }
  .stage {
    display: grid;
    block-size: 100%;
    grid-template-rows: minmax(0, 1fr);
    background: var(--paper);
  }
  .stage.lower {
    grid-template-rows: minmax(0, 38fr) minmax(0, 62fr);
  }
  .above {
    display: grid;
    place-items: center;
    background: var(--accent-soft);
    color: var(--accent);
    --icon-size: calc(60 * var(--mm));
  }
  .frame {
    container-type: size;
    min-block-size: 0;
  }
  .page {
    block-size: 100%;
    display: grid;
    grid-template-rows: auto auto minmax(0, 1fr);
    background: var(--paper);
    color: var(--ink);

    --header-pad: calc(9 * var(--mm));
    --foot-pad: calc(7 * var(--mm));
    --hero: calc(76 * var(--mm));
    --hero-picture: calc(55 * var(--mm));
    --hero-pad: calc(9 * var(--mm)) calc(11 * var(--mm));
    --row: calc(30 * var(--mm));
    --row-picture: calc(21 * var(--mm));
    --row-pad: calc(10 * var(--mm));
    --tile: calc(56 * var(--mm));
    --tile-picture: calc(34 * var(--mm));
    --key: calc(20 * var(--mm));
    --key-gap: calc(2.2 * var(--mm));
    --digit: calc(27 * var(--mm));
    --sign: calc(50 * var(--mm));
    --qr: calc(80 * var(--mm));
  }
  .page.medium {
    --text-small: calc(5.4 * var(--mm) * var(--text-scale));
    --text-body: calc(6.9 * var(--mm) * var(--text-scale));
    --text-large: calc(8.2 * var(--mm) * var(--text-scale));
    --text-heading: calc(10.4 * var(--mm) * var(--title-scale));
    --text-title: calc(15.5 * var(--mm) * var(--title-scale));
    --text-amount: calc(15 * var(--mm) * var(--title-scale));
    --text-giant: calc(36 * var(--mm) * var(--title-scale));
    --control: calc(22 * var(--mm));
    --control-large: calc(27 * var(--mm));
    --gap: calc(4.4 * var(--mm));
    --pad: calc(7.5 * var(--mm));
    --header-pad: calc(5 * var(--mm));
    --foot-pad: calc(5 * var(--mm));
    --hero: calc(64 * var(--mm));
    --hero-picture: calc(46 * var(--mm));
    --hero-pad: calc(8 * var(--mm));
    --row: calc(25 * var(--mm));
    --row-picture: calc(17 * var(--mm));
    --row-pad: calc(8 * var(--mm));
    --tile: calc(50 * var(--mm));
    --tile-picture: calc(26 * var(--mm));
    --key: calc(18 * var(--mm));
    --digit: calc(20 * var(--mm));
    --sign: calc(38 * var(--mm));
    --qr: calc(66 * var(--mm));
  }
  .page.tight {
    --text-small: calc(5 * var(--mm) * var(--text-scale));
    --text-body: calc(6.4 * var(--mm) * var(--text-scale));
    --text-large: calc(7.4 * var(--mm) * var(--text-scale));
    --text-heading: calc(8.8 * var(--mm) * var(--title-scale));
    --text-title: calc(12.4 * var(--mm) * var(--title-scale));
    --text-amount: calc(12 * var(--mm) * var(--title-scale));
    --text-giant: calc(24 * var(--mm) * var(--title-scale));
    --control: calc(20 * var(--mm));
    --control-large: calc(22 * var(--mm));
    --edge: calc(7 * var(--mm));
    --gap: calc(3.4 * var(--mm));
    --pad: calc(5.5 * var(--mm));
    --header-pad: calc(3 * var(--mm));
    --foot-pad: calc(3 * var(--mm));
    --hero: calc(52 * var(--mm));
    --hero-picture: calc(34 * var(--mm));
    --hero-pad: calc(5 * var(--mm));
    --row: calc(21 * var(--mm));
    --row-picture: calc(14 * var(--mm));
    --row-pad: calc(6 * var(--mm));
    --tile: calc(46 * var(--mm));
    --tile-picture: calc(20 * var(--mm));
    --key: calc(15.5 * var(--mm));
    --key-gap: calc(1.6 * var(--mm));
    --digit: calc(20 * var(--mm));
    --sign: calc(28 * var(--mm));
    --qr: calc(52 * var(--mm));
  }
  /* Elements ask for it with a style query: what is only nice to have makes way for large text. */
  .page.crowded {
    --crowded: yes;
  }
  aside {
    grid-row: 2;
    margin-inline: var(--edge);
    padding: calc(2 * var(--mm)) var(--gap);
    border-radius: var(--radius-control);
    background: var(--accent-soft);
  }
  .below {
    grid-row: 3;
    position: relative;
    min-block-size: 0;
  }
  hr-sheet {
    --sheet-end: 0px;
  }
`;
