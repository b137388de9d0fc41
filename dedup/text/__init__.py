"""One document: raw text to words, sentences, literals and site furniture, all with offsets."""
