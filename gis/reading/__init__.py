"""The strict reader of what a person writes, TOML file or JSON body: one mistake, one sentence, wherever it is made."""
