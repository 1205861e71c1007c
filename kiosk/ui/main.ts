import './shopper-page.ts';
