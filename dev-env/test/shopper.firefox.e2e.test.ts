import { pressOn, waitForTestId, waitUntilGone } from '@visavis/load-tests/browser'
import { describe, expect, it } from 'vitest'
import { useStage } from './call-fixture.ts'
import { describeCall } from './call-scenarios.ts'
import { chatTexts } from './chat.ts'
import { openReachableHouse } from './house.ts'
import { expectPictureAndSound } from './media-truth.ts'

const stage = useStage(openReachableHouse, { shopper: 'firefox', advisor: 'chromium' })

describe('a call whose shopper uses Firefox, the other Chromium', () => {
  describeCall(stage)

  it('is held by the shopper with the keyboard alone, from the button to the rating', async () => {
    await using desk = await stage().openDesk()
    await using shop = await stage().openShop()
    await pressOn(shop.page, 'start-guidance')
    await expectPictureAndSound(shop.page)
    await pressOn(shop.page, 'chat')
    await waitForTestId(shop.page, 'chat-input')
    await shop.page.keyboard.type('By keyboard')
    await shop.page.keyboard.press('Enter')
    expect(await chatTexts(desk.page, 1)).toEqual(['By keyboard'])
    await pressOn(shop.page, 'hang-up')
    await waitForTestId(shop.page, 'ended')
    await pressOn(shop.page, 'rate-5', ' ')
    await pressOn(shop.page, 'done')
    await waitUntilGone(shop.page, 'ended')
    expect(shop.problems.list).toEqual([])
  })
})
