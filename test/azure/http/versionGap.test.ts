import { expect, it } from 'vitest';
import { createArm } from '../../../src/azure/arm/arm.ts';
import { armOptions, httpDouble } from '../../support/httpDouble.ts';

const network = 'providers/Microsoft.Network/virtualNetworks';
const gap = `/subscriptions//${network}`;
const whole = `/subscriptions/11111111-1111-4111-a111-111111111111/${network}`;
const message = "The api-version '2024-05-01' is invalid. The supported versions are '2025-04-01,2023-07-01'.";

it('a path with an empty segment, which ARM refuses as a wrong version, teaches nothing about versions', async () => {
  const sent: string[] = [];
  const double = httpDouble(({ url }) => {
    const { pathname, searchParams } = new URL(url);
    sent.push(`${searchParams.get('api-version') ?? ''} ${pathname}`);
    return pathname === gap ? { status: 400, body: { error: { code: 'InvalidApiVersionParameter', message } } } : {};
  });
  const arm = createArm(armOptions(double));
  await expect(arm.get(gap, '2024-05-01')).rejects.toMatchObject({ armCode: 'InvalidApiVersionParameter' });
  await arm.get(whole, '2024-05-01');
  expect(sent).toEqual([`2024-05-01 ${gap}`, `2024-05-01 ${whole}`]);
});
