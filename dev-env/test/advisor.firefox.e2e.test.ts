import { clickTestId, pressOn, waitForTestId, waitUntilGone } from '@visavis/load-tests/browser'
import { describe, expect, it } from 'vitest'
import { useStage } from './call-fixture.ts'
import { describeCall } from './call-scenarios.ts'
import { openReachableHouse } from './house.ts'
import { expectPictureAndSound } from './media-truth.ts'

const stage = useStage(openReachableHouse, { shopper: 'chromium', advisor: 'firefox' })

describe('a call whose advisor uses Firefox, the other Chromium', () => {
  describeCall(stage)

  it('is accepted and wrapped up by the advisor with the keyboard alone', async () => {
    await using desk = await stage().openDesk({ accept: 'by-hand' })
    await using shop = await stage().openShop()
    await waitForTestId(desk.page, 'available')
    await clickTestId(shop.page, 'start-guidance')
    await pressOn(desk.page, 'accept')
    await expectPictureAndSound(desk.page)
    await pressOn(desk.page, 'hang-up')
    await waitForTestId(desk.page, 'wrap-up')
    await pressOn(desk.page, 'wrap-up-done')
    await waitUntilGone(desk.page, 'wrap-up')
    expect(desk.problems.list).toEqual([])
  })
})
