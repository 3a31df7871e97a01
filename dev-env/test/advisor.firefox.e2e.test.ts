import { describe } from 'vitest'
import { useStage } from './call-fixture.ts'
import { describeCall } from './call-scenarios.ts'
import { openReachableHouse } from './house.ts'

const stage = useStage(openReachableHouse, { shopper: 'chromium', advisor: 'firefox' })

describe('a call whose advisor uses Firefox, the other Chromium', () => describeCall(stage))
