import './desk-element.ts'
