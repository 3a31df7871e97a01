import './review-element.ts'
