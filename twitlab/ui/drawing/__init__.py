"""What every picture is made with: figures, axes, colours, numbers in words."""
