import { describe } from 'vitest'
import { useStage } from './call-fixture.ts'
import { describeCall } from './call-scenarios.ts'
import { openReachableHouse } from './house.ts'

const stage = useStage(openReachableHouse, { shopper: 'firefox', advisor: 'chromium' })

describe('a call whose shopper uses Firefox, the other Chromium', () => describeCall(stage))
