import './staff-page.ts';
