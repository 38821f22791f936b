"""The nouns of qualitative coding and the rules that live on them; standard library only."""
