/*
 * Goal: a shopper who is helped from a desk elsewhere always reads who and where, writes and is written to, and has
 * somebody of the shop whenever she wants; whoever is in the shop sees it and may take it.
 * Method: the demo shop on real devices; the shopper's own page, a remote helper and an attendant, each in a real
 * Chromium. Nobody in the shop is on duty at first, so the desk is asked at once.
 */
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { PINS } from '#tests/support/test-shop.ts';
import { demoBench } from './demo-bench.ts';

const bench = demoBench();

async function signedIn(name: keyof typeof PINS): Promise<Page> {
  const page = await bench.openStaff();
  await page.getByLabel('Your name').fill(name);
  await page.keyboard.press('Enter');
  await page.getByLabel('PIN').fill(PINS[name]);
  await page.keyboard.press('Enter');
  await page.locator('hr-staff-nav').waitFor();
  return page;
}

async function helped(): Promise<{ shopper: Page; noor: Page }> {
  const shopper = await bench.openShopper({ width: 1080, height: 1920 });
  const noor = await signedIn('Noor');
  await noor.getByText('Nobody needs the help desk').waitFor();
  await shopper.locator('hr-page-header hr-button').click();
  await noor.getByRole('button', { name: 'I’ll help from here: Lane 1' }).click();
  await shopper.getByText('Noor, helping from our help desk in Utrecht').first().waitFor();
  return { shopper, noor };
}

const HOSTILE = '<img src=x onerror="document.title=1">';

it('writes and is written to, and whatever is written is only read', async () => {
  const { shopper, noor } = await helped();
  expect(await noor.getByRole('button', { name: 'Lanes' }).count()).toBe(0);
  await shopper.getByRole('button', { name: 'Carry on' }).click();
  await noor.getByRole('button', { name: 'Hello, I’m here to help.' }).click();
  // It opens by itself: somebody speaks to her.
  await shopper.locator('hr-help-talk li').filter({ hasText: 'Hello, I’m here to help.' }).waitFor();
  await noor.getByLabel('Write to the shopper').fill(HOSTILE);
  await noor.getByRole('button', { name: 'Send' }).click();
  await shopper.locator('hr-help-talk li').filter({ hasText: HOSTILE }).waitFor();
  expect(await shopper.locator('hr-help-talk img').count()).toBe(0);
  await shopper.locator('hr-help-talk').getByRole('button', { name: 'I don’t understand' }).click();
  await noor.locator('hr-shopper-talk li').filter({ hasText: 'I don’t understand' }).waitFor();
  await shopper.locator('hr-help-talk').getByRole('button', { name: 'Write something' }).click();
  for (const letter of ['m', 'i', 'l', 'k']) await shopper.getByRole('button', { name: letter, exact: true }).click();
  await shopper.locator('hr-help-talk').getByRole('button', { name: 'Send' }).click();
  await noor.locator('hr-shopper-talk li').filter({ hasText: 'milk' }).waitFor();
  await noor.getByRole('button', { name: 'About this shop' }).click();
  await noor.getByText('Empty bottles').waitFor();
  await noor.getByText('alcohol: from 18 years').waitFor();
  await noor.locator('hr-store-around input').fill('oat');
  await noor.getByRole('button', { name: 'Look up' }).click();
  await noor.getByText('Organic oat milk').first().waitFor();
  await noor.getByRole('button', { name: 'Close' }).click();
  await noor.getByRole('button', { name: 'Explained', exact: true }).click();
  await noor.getByText('Nobody needs the help desk').waitFor();
  await shopper.getByText('Was that easy?').first().waitFor();
});

it('gives her somebody of the shop as soon as she wants, and the desk never again', async () => {
  const { shopper, noor } = await helped();
  await shopper.getByRole('button', { name: 'I want a person in the shop' }).click();
  await noor.getByText('Nobody needs the help desk').waitFor();
  const sara = await signedIn('Sara');
  await sara.getByText('Wants a person in the shop').waitFor();
  await sara.getByRole('button', { name: 'I’m coming: Lane 1' }).click();
  await shopper.getByText('Sara is coming to you').first().waitFor();
  expect(await noor.locator('hr-call-card').count()).toBe(0);
});

it('gives way to whoever is in the shop', async () => {
  const { shopper, noor } = await helped();
  const sara = await signedIn('Sara');
  await sara.getByText('Noor is helping from Utrecht').waitFor();
  await sara.getByRole('button', { name: 'I’ll go there: Lane 1' }).click();
  await shopper.getByText('Sara is coming to you').first().waitFor();
  await noor.getByText('Nobody needs the help desk').waitFor();
});
