import fc from 'fast-check'
import { expect, test } from 'vitest'
import { maskPersonal } from './mask-personal.ts'

test.each([
  ['Write to jane.doe+shop@example.co.uk please', 'Write to j*****@***** please'],
  ['müller@straße.example', 'm*****@*****'],
  ['4111 1111 1111 1111 until 12/27', '*****1111 until 12/27'],
  ['my card: 5500-0000-0000-0004.', 'my card: *****0004.'],
  ['IBAN DE89 3704 0044 0532 0130 00', 'IBAN *****'],
  ['call +49 30 123456-78 or 0170/1234567', 'call ***** or *****'],
  ['(030) 901820', '*****'],
  ['555-123-4567', '*****'],
  ['13812345678', '*****'],
  ['I live at 221B Baker Street, London', 'I live at *****, London'],
  ['Lindenstraße 12a, 10969 Berlin', '*****, *****'],
  ['12 rue de la Paix, Paris', '*****, Paris'],
  ['Calle de Alcalá 42', '*****'],
  ['请寄到南京路100号', '*****'],
  ['〒100-0001 です', '***** です'],
  ['شارع التحرير 15', '*****'],
])('%s is masked', (text, masked) => {
  expect(maskPersonal(text)).toBe(masked)
})

test.each([
  'Does it fit under a shelf of 38 cm?',
  'Order 4711-2026 for 1 299.00 EUR on 2026-11-22',
  'Serial 1234567890123456',
  'See https://shop.example/p/aurora?x=1',
  'Version 1.2.3, 24 items at 10:30',
  'Message 1000',
])('%s is left as it is', (text) => {
  expect(maskPersonal(text)).toBe(text)
})

test('any text is masked in linear time, and twice is once', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 200 }), (text) => {
      const masked = maskPersonal(text)
      expect(maskPersonal(masked)).toBe(masked)
    }),
  )
  for (const piece of ['a.', '1 ', '1-', 'Aa ', '路', '٠', 'a@', '( ']) {
    const long = piece.repeat(2_000)
    const started = performance.now()
    maskPersonal(long)
    expect(performance.now() - started).toBeLessThan(500)
  }
})
