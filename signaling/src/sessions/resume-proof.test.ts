import { expect, test } from 'vitest'
import { ResumeProof } from './resume-proof.ts'

test('SES-3 a proof works once', () => {
  const proof = new ResumeProof()
  const secret = proof.issue()
  expect(proof.spend(secret)).toBe(true)
  expect(proof.spend(secret)).toBe(false)
})

test('SES-3 the next proof voids the one before', () => {
  const proof = new ResumeProof()
  const first = proof.issue()
  const second = proof.issue()
  expect(first).not.toBe(second)
  expect(proof.spend(first)).toBe(false)
  expect(proof.spend(second)).toBe(true)
})

test('a wrong guess spends nothing', () => {
  const proof = new ResumeProof()
  const secret = proof.issue()
  expect(proof.spend('x'.repeat(43))).toBe(false)
  expect(proof.spend('')).toBe(false)
  expect(proof.spend(secret)).toBe(true)
})

test('before one was issued nothing is accepted', () => {
  expect(new ResumeProof().spend('')).toBe(false)
})
