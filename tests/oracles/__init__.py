"""Second, independent implementations of published definitions: they share no line with the product."""
