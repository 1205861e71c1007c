import './desk-page.ts';
